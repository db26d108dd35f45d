export { HealthModule } from './health.module.js';
export { WorkerDoor } from './worker-door.js';
