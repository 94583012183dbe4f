// BLAS and LAPACK, as OpenBLAS and LAPACKE bring them. A shim, because SwiftPM imports a C library
// through a target with a header; it declares nothing of its own.
#ifndef OGIVE_COPENBLAS_H
#define OGIVE_COPENBLAS_H
#include <cblas.h>
#include <lapacke.h>
#endif
