/** Now. Everything that reads the time is given one of these, so that tests can move it. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
