import { type Browser, chromium } from 'playwright-core';

/**
 * A headless Chromium: the one that CHROMIUM_PATH names, or the one that comes as an npm package and unpacks itself to
 * the temporary folder once.
 */
export async function launchBrowser(): Promise<Browser> {
  const ownPath = process.env['CHROMIUM_PATH'];
  if (ownPath !== undefined && ownPath !== '') {
    return chromium.launch({ executablePath: ownPath, args: ['--no-sandbox'] });
  }
  // Set before the import: the package then brings its own NSS libraries, for machines that have none.
  process.env['AWS_EXECUTION_ENV'] ??= 'AWS_Lambda_nodejs20.x';
  const { default: packaged } = await import('@sparticuz/chromium');
  // Meant for a function that serves one page: in a single process, the first page that closes ends the browser.
  const args = packaged.args.filter((word) => word !== '--single-process');
  return chromium.launch({ executablePath: await packaged.executablePath(), args, headless: true });
}
