#include "CSQLite.h"
#include <pthread.h>

static _Thread_local int asked_for_time;
static sqlite3_vfs system_without_clock;
static int is_registered;

static int no_time(sqlite3_vfs *system, sqlite3_int64 *milliseconds) {
  (void)system;
  *milliseconds = 0;
  asked_for_time = 1;
  return SQLITE_ERROR;
}

static int no_days(sqlite3_vfs *system, double *days) {
  (void)system;
  *days = 0;
  asked_for_time = 1;
  return SQLITE_ERROR;
}

static void register_system(void) {
  sqlite3_vfs *usual = sqlite3_vfs_find(NULL);
  if (usual == NULL) return;
  system_without_clock = *usual;
  system_without_clock.pNext = NULL;
  system_without_clock.zName = "ogive-without-clock";
  system_without_clock.xCurrentTime = no_days;
  if (system_without_clock.iVersion >= 2) system_without_clock.xCurrentTimeInt64 = no_time;
  is_registered = sqlite3_vfs_register(&system_without_clock, 0) == SQLITE_OK;
}

const char *ogive_sqlite_without_clock(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, register_system);
  asked_for_time = 0;
  return is_registered ? system_without_clock.zName : NULL;
}

int ogive_sqlite_asked_for_time(void) {
  int asked = asked_for_time;
  asked_for_time = 0;
  return asked;
}

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
