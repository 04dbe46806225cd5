/**
 * The editor's own look, in the layer and with the variables of `safe-upload.css`. It comes with the editor's code, so that
 * pages that never open it do not load it.
 */
const css = `@layer safe-upload {
.su-edit { background: var(--_ground, Canvas); border: 1px solid var(--_line, CanvasText); border-radius: var(--_radius, 12px); color: var(--_ink, CanvasText); inline-size: min(720px, 100vw); line-height: 1.4; margin: auto; max-block-size: 100dvh; max-inline-size: 100vw; overflow: auto; overscroll-behavior: contain; padding: 16px; text-align: start; white-space: normal }
.su-edit::backdrop { background: rgb(0 0 0 / .5) }
.su-edit, .su-edit * { box-sizing: border-box }
.su-edit :is(h2, p) { margin: 0 }
.su-edit h2 { font-size: 1.15em; font-weight: 600; outline-offset: 2px; overflow-wrap: anywhere }
.su-edit-body { display: grid; gap: 12px }
.su-edit-words { color: var(--_muted, inherit); font-size: .9375em }
.su-edit-problem { color: var(--_stop, inherit) }
.su-edit-problem:empty { margin-block-start: -12px }
.su-edit-stage { inline-size: fit-content; margin: 10px auto 22px; max-inline-size: calc(100% - 44px); position: relative; touch-action: none; user-select: none }
.su-edit-stage canvas { background: #fff; cursor: crosshair; display: block; max-block-size: 38dvh; max-inline-size: 100%; min-block-size: 24px; min-inline-size: 24px }
.su-edit-region { border: 2px solid #fff; box-shadow: 0 0 0 2px #000, inset 0 0 0 1px #000; cursor: move; position: absolute }
.su-edit-handle { block-size: 44px; display: grid; inline-size: 44px; place-items: center; position: absolute }
.su-edit-handle::before { background: #fff; block-size: 16px; border: 2px solid #000; border-radius: 50%; content: ""; inline-size: 16px }
.su-edit-handle[data-corner=top-left] { cursor: nwse-resize; left: -23px; top: -23px }
.su-edit-handle[data-corner=top-right] { cursor: nesw-resize; right: -23px; top: -23px }
.su-edit-handle[data-corner=bottom-left] { bottom: -23px; cursor: nesw-resize; left: -23px }
.su-edit-handle[data-corner=bottom-right] { bottom: -23px; cursor: nwse-resize; right: -23px }
.su-edit-sliders { display: grid; gap: 0 20px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 140px), 1fr)) }
.su-edit-sliders label { display: grid; grid-template-columns: 1fr auto }
.su-edit-sliders span + span { color: var(--_muted, inherit); font-variant-numeric: tabular-nums }
.su-edit-sliders input { accent-color: var(--_accent, auto); block-size: 44px; cursor: pointer; grid-column: 1 / -1; inline-size: 100%; margin: 0 }
.su-edit-buttons { display: flex; flex-wrap: wrap; gap: 8px }
.su-edit-buttons [aria-disabled=true] { cursor: default; opacity: .55 }
.su-edit-buttons button { min-block-size: 44px }
.su-edit-spoken { block-size: 1px; clip-path: inset(50%); inline-size: 1px; overflow: hidden; position: absolute; white-space: nowrap }
@media (max-width: 520px) {
.su-edit { block-size: 100dvh; border: 0; border-radius: 0 }
.su-edit-buttons > button { flex: 1 1 auto }
}
@media (forced-colors: active) {
.su-edit-region { border-color: Highlight; box-shadow: none; forced-color-adjust: none; outline: 2px solid Canvas }
.su-edit-handle::before { background: Highlight; border-color: Canvas; forced-color-adjust: none }
}
}`;

/**
 * Gives the document or shadow tree of an element the editor's look, and returns what takes it away again. A constructed
 * style sheet: `style-src` of a strict CSP has nothing against it, unlike a `<style>` element.
 */
export function adoptEditorStyle(element: Element): () => void {
  const root = element.getRootNode();
  if (!(root instanceof Document || root instanceof ShadowRoot)) return () => {};
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  return () => {
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((adopted) => adopted !== sheet);
  };
}
