// So that `import '@safeupload/react/composer.css'` compiles where nothing else declares style sheets (TypeScript 6 on).
export {};
