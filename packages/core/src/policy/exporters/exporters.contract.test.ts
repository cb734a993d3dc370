import { exporters } from './registry.js';
import { describeExporterContract } from './testing/exporter-contract.js';

for (const exporter of exporters) describeExporterContract(exporter);
