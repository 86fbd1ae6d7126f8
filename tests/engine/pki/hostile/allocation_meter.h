// How much memory C++ has at most: counted in operator new and delete, which the program that links this gets instead
// of the usual ones. For one thread at a time.
#ifndef CERTSWEEP_TESTS_ENGINE_PKI_HOSTILE_ALLOCATION_METER_H_
#define CERTSWEEP_TESTS_ENGINE_PKI_HOSTILE_ALLOCATION_METER_H_

#include <cstdint>

namespace certsweep::pki::hostile {

// From here on the most is counted, beyond what there is now.
void StartAllocationMeter();
// Octets.
int64_t MostAllocated();

}  // namespace certsweep::pki::hostile

#endif  // CERTSWEEP_TESTS_ENGINE_PKI_HOSTILE_ALLOCATION_METER_H_
