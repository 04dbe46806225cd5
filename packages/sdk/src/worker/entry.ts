// The worker itself: bundled with everything it needs into dist/worker/worker.js (a document's import map does not
// reach a module worker, so no bare import may be left).
import { type Scope, serve } from './serve.js';

serve(self as unknown as Scope);
