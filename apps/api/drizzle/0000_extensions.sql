-- Trigram search, before any index that names its operators.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
