// ProbeReport: what one probe of one endpoint came to, before anybody judges it. A value.
#ifndef CERTSWEEP_ENGINE_PROBE_PROBE_REPORT_H_
#define CERTSWEEP_ENGINE_PROBE_PROBE_REPORT_H_

#include <cstdint>
#include <string>

#include "engine/net/connector.h"
#include "engine/probe/journey.h"
#include "engine/probe/result.h"
#include "engine/tls/observation.h"

namespace certsweep::probe {

// Where the probe ended.
enum class ProbeStage : uint8_t {
  kResolve,    // no address was found
  kConnect,    // no TCP connection
  kHandshake,  // connected; `observation` says the rest
};

struct ProbeReport {
  ProbeStage stage = ProbeStage::kResolve;
  std::string detail;              // kResolve, kConnect: the system's words
  bool resolve_transient = false;  // kResolve: another try may do better
  bool resolve_local = false;      // kResolve: our own fault
  net::ConnectError connect_error = net::ConnectError::kNone;
  tls::Observation observation;
  std::string server_name;  // SNI of the conversation that is reported; empty: none was sent
  Timing timing;
  Journey* journey = nullptr;  // gets the steps of the probe; none: nobody wants to see them
};

}  // namespace certsweep::probe

#endif  // CERTSWEEP_ENGINE_PROBE_PROBE_REPORT_H_
