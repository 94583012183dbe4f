#ifndef OGIVE_CEDIT_H
#define OGIVE_CEDIT_H
#include <histedit.h>
#endif
