// Journey: what became of one endpoint, step by step, with the time of each: for who looks at a few endpoints and wants
// to know how a verdict came about. Whoever does a step adds it, where there is a journey at all: without one nothing
// is kept. Not thread-safe; the values are.
#ifndef CERTSWEEP_ENGINE_PROBE_JOURNEY_H_
#define CERTSWEEP_ENGINE_PROBE_JOURNEY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/ip_address.h"
#include "engine/net/connector.h"
#include "engine/probe/probe_sequence.h"
#include "engine/tls/observation.h"

namespace certsweep::probe {

// The addresses of a name were asked for.
struct NameResolved {
  std::string host;
  std::vector<base::IpAddress> addresses = {};  // without those that are excluded
  size_t excluded = 0;                          // addresses
  bool asked_v4 = true, asked_v6 = true;
  bool from_dns = false;        // else it may be a line of /etc/hosts
  std::string error = {};       // why there are none
  std::string incomplete = {};  // what DNS did not answer
  int64_t took_us = 0;
};

// The names of an address were asked for.
struct AddressNamed {
  base::IpAddress address;
  std::vector<std::string> names = {};
  std::string error = {};  // why they are not known
  int64_t took_us = 0;
};

// Nothing was done for a while.
struct Waited {
  enum class For : uint8_t {
    kOtherAddresses,  // of the same name: they are probed one after another
    kOtherProbes,     // of the same address: never more than two at once
    kRate,            // --rate, --rate-per-network
  };
  For what = For::kRate;
  int64_t micros = 0;
};

struct ConnectionTried {
  base::IpAddress address;
  uint16_t port = 0;
  net::ConnectError error = net::ConnectError::kNone;
  std::string detail = {};  // the system's words
  int64_t took_us = 0;
};

struct HelloSent {
  HelloChoice choice;
  std::string server_name = {};  // SNI; empty: none
};

struct ServerHelloCame {
  uint16_t version = 0;
  uint16_t cipher_suite = 0;
  uint16_t group = 0;  // 0: not known yet
};

struct ClientCertificateAskedFor {};

struct CertificateCame {
  size_t certificates = 0;
  size_t bytes = 0;  // of their DER
};

// The peer has the leaf's key.
struct KeyProven {
  uint16_t version = 0;
  uint16_t signature_algorithm = 0;  // 0: by RSA key exchange, or unknown
  uint16_t group = 0;                // where ServerHello did not tell; else 0
};

// As the Observation says.
struct HandshakeEnded {
  tls::HelloKind hello = tls::HelloKind::kFull;
  tls::Outcome outcome = tls::Outcome::kInProgress;
  uint8_t alert = 0;
  std::string error = {};
  std::string first_bytes = {};
  uint64_t bytes_received = 0;
  int64_t took_us = 0;
};

// Several hellos were tried, and none got a certificate.
struct FirstAnswerCounts {};

// Another try may do better, once the other endpoints are done.
struct PutAside {
  int attempt = 1;   // that failed
  int attempts = 1;  // that there are at most
};

struct TriedAgain {
  int attempt = 2;
  int attempts = 2;
  int64_t waited_us = 0;
};

// The result says the rest.
struct Judged {
  struct Name {
    std::string identity;
    bool covered = false;
  };
  std::vector<Name> names = {};  // where there is a leaf that can be read
  int64_t took_us = 0;
};

// Every output has it that does not wait for the end of the scan.
struct Written {
  std::optional<int64_t> run_id = std::nullopt;  // in the record; none: none is kept
};

using JourneyEvent = std::variant<NameResolved, AddressNamed, Waited, ConnectionTried, HelloSent, ServerHelloCame,
                                  ClientCertificateAskedFor, CertificateCame, KeyProven, HandshakeEnded,
                                  FirstAnswerCounts, PutAside, TriedAgain, Judged, Written>;

struct JourneyStep {
  int64_t at_us = 0;  // since the journey began
  JourneyEvent event;
};

class Journey {
 public:
  // Begins now. `clock` must outlive it and its copies.
  explicit Journey(const base::Clock& clock) : clock_(&clock), began_us_(clock.MonotonicMicros()) {}

  // At this time.
  void Add(JourneyEvent event);
  std::span<const JourneyStep> steps() const { return steps_; }
  int64_t elapsed_us() const { return clock_->MonotonicMicros() - began_us_; }
  // Since the last step.
  int64_t idle_us() const { return elapsed_us() - (steps_.empty() ? 0 : steps_.back().at_us); }

 private:
  const base::Clock* clock_;
  int64_t began_us_;
  std::vector<JourneyStep> steps_;
};

}  // namespace certsweep::probe

#endif  // CERTSWEEP_ENGINE_PROBE_JOURNEY_H_
