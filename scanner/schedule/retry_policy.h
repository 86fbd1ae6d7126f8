// RetryPolicy: which failures another try may mend. Pure.
#ifndef CERTSWEEP_SCANNER_SCHEDULE_RETRY_POLICY_H_
#define CERTSWEEP_SCANNER_SCHEDULE_RETRY_POLICY_H_

#include "engine/probe/probe_report.h"

namespace certsweep::scanner {

// True for what may be transient: DNS timeouts and SERVFAIL, connect timeouts, unreachable networks, and a handshake
// that was not answered, was reset or closed before a certificate came. Never for what is certain: a refused
// connection, a name that does not exist, an alert, something that is not TLS; nor for limits of our own, which were
// waited for.
bool MayBeTransient(const probe::ProbeReport& report);

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SCHEDULE_RETRY_POLICY_H_
