/** Something that whoever runs the command has to know about; no stack trace is shown for it. */
export class ConformanceFailed extends Error {}
