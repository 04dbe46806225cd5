// @ts-check
// Writes docs/policy.md from the policy itself; test/server/policy-docs.test.ts fails when it is not up to date.
import { writeFile } from 'node:fs/promises';
import { defaultServerPolicy, describePolicy } from '../packages/server/dist/index.js';
import { policyPage } from './policy-page.mjs';

await writeFile(new URL('../docs/policy.md', import.meta.url), policyPage(describePolicy(defaultServerPolicy)));
