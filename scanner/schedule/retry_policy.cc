#include "scanner/schedule/retry_policy.h"

namespace certsweep::scanner {

namespace {

bool HandshakeMayBeTransient(const tls::Observation& observation) {
  const bool broken_off = observation.outcome == tls::Outcome::kTimeout ||
                          observation.outcome == tls::Outcome::kReset || observation.outcome == tls::Outcome::kClosed;
  // Who asked for a client certificate breaks off for want of one: that is certain.
  return broken_off && !observation.client_certificate_requested;
}

}  // namespace

bool MayBeTransient(const probe::ProbeReport& report) {
  switch (report.stage) {
    case probe::ProbeStage::kResolve:
      return report.resolve_transient;
    case probe::ProbeStage::kConnect:
      return report.connect_error == net::ConnectError::kTimeout ||
             report.connect_error == net::ConnectError::kUnreachable;
    case probe::ProbeStage::kHandshake:
      return HandshakeMayBeTransient(report.observation);
  }
  return false;
}

}  // namespace certsweep::scanner
