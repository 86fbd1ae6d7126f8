// For test support code, which may run outside of a test: what should never fail ends the program.
#ifndef CERTSWEEP_TESTS_SUPPORT_CHECK_H_
#define CERTSWEEP_TESTS_SUPPORT_CHECK_H_

#include <cstdio>
#include <cstdlib>

namespace certsweep::test {

inline void Check(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "test support: %s\n", what);
  std::abort();
}

}  // namespace certsweep::test

#endif  // CERTSWEEP_TESTS_SUPPORT_CHECK_H_
