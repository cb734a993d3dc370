/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  devIndicators: false,
  // Every page is HTML that is whole without a script: nobody waits for a shell to fill.
  htmlLimitedBots: /.*/,
};
