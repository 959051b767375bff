-- Two roles on PostgreSQL: the owner runs migrations, the web role serves pages. Run as the owner of
-- the tables, in their database, after every migration:
--   psql --set web=zhike_web --file deploy/roles.sql zhike
-- The web role (CREATE ROLE zhike_web LOGIN PASSWORD '…') cannot change tables, and in the ledgers
-- it can only add rows: what was saved, marked, graded, handed in or done by staff stays as it was.
GRANT USAGE ON SCHEMA public TO :"web";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"web";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO :"web";
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM :"web";
REVOKE UPDATE, DELETE ON response_log, mark_event, grade_event, hand_in, exam_act,
  play_script, play_turn, play_label, play_voice, play_room_event, own_scenario_version,
  word_group FROM :"web";
-- Staff may let a late save count: the one thing of a save that ever changes.
GRANT UPDATE (admitted_id) ON response_log TO :"web";
