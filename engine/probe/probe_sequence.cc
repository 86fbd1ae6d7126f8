#include "engine/probe/probe_sequence.h"

#include <openssl/ssl.h>

#include <array>

namespace certsweep::probe {

namespace {

constexpr std::array<tls::LegacyHelloOptions, 3> kLegacyHellos = {{
    {.version = TLS1_2_VERSION, .extensions = true},
    {.version = TLS1_VERSION, .extensions = false},
    {.version = SSL3_VERSION, .extensions = false},
}};

bool IsAlert(const tls::Observation& observation, uint8_t description) {
  return observation.outcome == tls::Outcome::kAlert && observation.alert == description;
}

}  // namespace

bool RefusedHello(const tls::Observation& observation) {
  if (observation.certificate_seen) return false;
  switch (observation.outcome) {
    case tls::Outcome::kAlert:
    case tls::Outcome::kClosed:
    case tls::Outcome::kReset:
    case tls::Outcome::kHandshakeFailed:
      return true;
    case tls::Outcome::kInProgress:
    case tls::Outcome::kComplete:
    case tls::Outcome::kCertificateOnly:
    case tls::Outcome::kUnusableKey:
    case tls::Outcome::kNotTls:
    case tls::Outcome::kCertificateTooLarge:
    case tls::Outcome::kTimeout:
    case tls::Outcome::kLocalFailure:
      return false;
  }
  return false;
}

ProbeSequence::ProbeSequence(bool has_server_name) : has_server_name_(has_server_name) {}

HelloChoice ProbeSequence::First() const { return {.kind = tls::HelloKind::kFull, .server_name = has_server_name_}; }

std::optional<HelloChoice> ProbeSequence::Next(const tls::Observation& observation) {
  if (!RefusedHello(observation)) return std::nullopt;
  // A name that the endpoint does not know (RFC 6066, 3): the same again without one.
  const bool name_refused = has_server_name_ && IsAlert(observation, SSL_AD_UNRECOGNIZED_NAME);
  switch (step_) {
    case Step::kFull:
      if (!name_refused) {
        step_ = Step::kPlain;
        return HelloChoice{
            .kind = tls::HelloKind::kPlain, .server_name = has_server_name_, .reason = HelloReason::kRefused};
      }
      [[fallthrough]];
    case Step::kPlain:
      if (name_refused) {
        step_ = Step::kPlainNoSni;
        return HelloChoice{.kind = tls::HelloKind::kPlainNoSni, .reason = HelloReason::kNameUnknown};
      }
      return NextLegacy();
    case Step::kPlainNoSni:
      // It speaks TLS 1.3 alone.
      if (IsAlert(observation, SSL_AD_PROTOCOL_VERSION)) {
        step_ = Step::kFullNoSni;
        return HelloChoice{.kind = tls::HelloKind::kFull, .reason = HelloReason::kOnlyTls13};
      }
      return NextLegacy();
    case Step::kFullNoSni:
    case Step::kLegacy:
      return NextLegacy();
  }
  return std::nullopt;
}

std::optional<HelloChoice> ProbeSequence::NextLegacy() {
  const bool without_name = step_ == Step::kPlainNoSni || step_ == Step::kFullNoSni;
  step_ = Step::kLegacy;
  if (legacy_tried_ == static_cast<int>(kLegacyHellos.size())) return std::nullopt;
  const tls::LegacyHelloOptions& legacy = kLegacyHellos[static_cast<size_t>(legacy_tried_++)];
  return HelloChoice{.kind = tls::HelloKind::kLegacy,
                     .server_name = has_server_name_ && legacy.extensions && !without_name,
                     .legacy = legacy,
                     .reason = HelloReason::kRefused};
}

}  // namespace certsweep::probe
