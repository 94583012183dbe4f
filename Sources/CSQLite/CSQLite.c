#include "CSQLite.h"

void ogive_sqlite_distrust(sqlite3 *connection) {
  int now;
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, &now);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, &now);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, &now);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, &now);
  // A name in double quotes that no column has is an error, not a text.
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DML, 0, &now);
  sqlite3_limit(connection, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(connection, SQLITE_LIMIT_WORKER_THREADS, 0);
  // Such patterns are matched without a look at the interrupt flag.
  sqlite3_limit(connection, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000);
}

int ogive_sqlite_bind_text(sqlite3_stmt *statement, int place, const char *bytes, sqlite3_uint64 count) {
  return sqlite3_bind_text64(statement, place, bytes, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}
