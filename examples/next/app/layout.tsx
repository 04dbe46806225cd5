import '@safeupload/react/safe-upload.css';
import type { ReactNode } from 'react';

export const metadata = { title: 'SafeUpload in a Next.js app' };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
