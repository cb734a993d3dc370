import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import type { ReactNode } from 'react';
import { QueueBanner } from '../src/ui/queue-banner';
import { SiteFooter } from '../src/ui/site-footer';
import { SiteHeader } from '../src/ui/site-header';
import './globals.css';

const serif = localFont({
  src: '../node_modules/@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2',
  variable: '--font-source-serif',
  weight: '200 900',
  display: 'swap',
});
const sans = localFont({
  src: [
    { path: '../node_modules/@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2' },
    {
      path: '../node_modules/@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-italic.woff2',
      style: 'italic',
    },
  ],
  variable: '--font-source-sans',
  weight: '200 900',
  display: 'swap',
});
const mono = localFont({
  src: '../node_modules/@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff2',
  variable: '--font-plex-mono',
  weight: '400',
  display: 'swap',
});

export const metadata: Metadata = {
  title: { default: 'Ratebook, the public book of learning rates', template: '%s · Ratebook' },
  description:
    'Which learning rate works for your model and task: measured policies with their evidence, verified and ranked.',
  // Title and description of each page are filled in from its own.
  openGraph: { siteName: 'Ratebook', type: 'website' },
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#faf6ee' },
    { media: '(prefers-color-scheme: dark)', color: '#181511' },
  ],
};

/** Every page is made when it is asked for: it shows what the registry says now. */
export const dynamic = 'force-dynamic';

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" className={`${serif.variable} ${sans.variable} ${mono.variable}`}>
      <body>
        <a className="skip" href="#content">
          Skip to the content
        </a>
        <SiteHeader />
        <QueueBanner />
        <main className="page" id="content">
          {children}
        </main>
        <SiteFooter />
      </body>
    </html>
  );
}
