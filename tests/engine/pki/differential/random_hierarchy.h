// Random hierarchies of CAs: cross-certified, renewed, expired, constrained, broken, in any order, with some of it
// missing. The same for the same seed.
#ifndef CERTSWEEP_TESTS_ENGINE_PKI_DIFFERENTIAL_RANDOM_HIERARCHY_H_
#define CERTSWEEP_TESTS_ENGINE_PKI_DIFFERENTIAL_RANDOM_HIERARCHY_H_

#include <cstdint>

#include "tests/engine/pki/suites/suite_case.h"

namespace certsweep::pki {

suites::Scene RandomHierarchy(uint32_t seed);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_TESTS_ENGINE_PKI_DIFFERENTIAL_RANDOM_HIERARCHY_H_
