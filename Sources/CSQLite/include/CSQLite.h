// SQLite's own C interface. A shim, because the switches of a connection are set by a function with a list of arguments
// of any length, and the ways to hand over a text are macros, which Swift doesn't see; and the clock is a C function.
#ifndef OGIVE_CSQLITE_H
#define OGIVE_CSQLITE_H
#include <sqlite3.h>

/// Makes a connection distrust its file: no damage to the database's inner tables by SQL, no functions with effects in
/// the schema's expressions, no triggers, no extensions, no attached files.
void ogive_sqlite_distrust(sqlite3 *connection);
/// Binds `count` bytes of UTF-8, which are copied, to the parameter of a place, from 1.
int ogive_sqlite_bind_text(sqlite3_stmt *statement, int place, const char *bytes, sqlite3_uint64 count);
/// The name of the usual operating system layer but without a clock: what asks it for the time gets none.
const char *ogive_sqlite_without_clock(void);
/// Whether this thread's connections have asked for the time since the last call, or the last connection.
int ogive_sqlite_asked_for_time(void);
#endif
