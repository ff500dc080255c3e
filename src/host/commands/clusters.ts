import { moveCluster as moveInProject } from '../../projects/facesets';
import { t } from '../../shared/l10n';
import { contentOf, pickPerson } from '../choices';
import type { Step } from '../services';
import { requireTrust } from '../trust';
import { personAt } from './addPerson';

/** Gives clusters to another person: those that were dropped on one, or those of the menu. */
export const moveCluster: Step = async (services, node, paths = []) => {
  const clusters = paths.length > 0 || node?.path === undefined ? paths : [node.path];
  if (clusters.length === 0) return;
  requireTrust();
  const droppedOn = node?.path === undefined || !clusters.includes(node.path) ? personAt(node) : undefined;
  const name = droppedOn ?? (await pickPerson(services, t('Move the faces to which person?'), node?.owner));
  if (name === undefined) return;
  try {
    for (const cluster of clusters) await moveInProject(contentOf(services).folder, cluster, name);
  } finally {
    await services.project.refresh();
  }
};
