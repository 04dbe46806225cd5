import { SafeUploadError } from '@safeupload/sdk/core';
import type { Actor, Role } from '../identity.js';

/** Throws `role-missing` unless the actor has one of the roles. Here and not in a page: pages are asked by anybody. */
export function requireRole(by: Actor, allowed: readonly Role[], what: string): void {
  if (by.roles.some((role) => allowed.includes(role))) return;
  throw new SafeUploadError('role-missing', `To ${what} takes the role ${allowed.join(' or ')}.`, {
    details: { needed: allowed },
  });
}

/** Who may look at or release a hold: moderators in the ordinary lane, only the safety officer in the severe one. */
export function rolesForLane(severe: boolean): readonly Role[] {
  return severe ? ['safety'] : ['moderator', 'safety'];
}
