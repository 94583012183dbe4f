#ifndef OGIVE_CGNUPLOT_H
#define OGIVE_CGNUPLOT_H
#endif
