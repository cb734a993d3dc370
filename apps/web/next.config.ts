import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  devIndicators: false,
  // Every page is HTML that is whole without a script: nobody waits for a shell to fill.
  htmlLimitedBots: /.*/,
};

export default config;
