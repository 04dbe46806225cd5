// So that `import '@safeupload/react/safe-upload.css'` compiles where nothing else declares style sheets (TypeScript 6 on).
export {};
