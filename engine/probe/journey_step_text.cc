#include "engine/probe/journey_step_text.h"

#include <openssl/ssl.h>

#include <string_view>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "engine/base/host_and_port.h"
#include "engine/base/text.h"

namespace certsweep::probe {

namespace {

constexpr size_t kLongestPart = 512;
constexpr size_t kLongestBeginning = 128;

std::string Shown(std::string_view text) { return base::DisplayText(text, kLongestPart); }

std::string Counted(uint64_t number, std::string_view noun) {
  return absl::StrCat(number, " ", base::ToAbsl(noun), number == 1 ? "" : "s");
}

std::string PlaceText(const base::IpAddress& address, uint16_t port) {
  return base::HostAndPort(address.ToString(), port);
}

// "IPv4 10.1.0.7, 10.1.0.8".
std::string FamilyText(const NameResolved& resolved, bool v6) {
  const std::string family = v6 ? "IPv6 " : "IPv4 ";
  if (!(v6 ? resolved.asked_v6 : resolved.asked_v4)) return family + "not asked for";
  std::vector<std::string> addresses;
  for (const base::IpAddress& address : resolved.addresses) {
    if (address.is_v6() == v6) addresses.push_back(address.ToString());
  }
  return family + (addresses.empty() ? "none" : absl::StrJoin(addresses, ", "));
}

std::string TextOf(const NameResolved& resolved) {
  const std::string took = DurationText(resolved.took_us);
  if (!resolved.error.empty()) {
    return absl::StrCat(Shown(resolved.host), " does not resolve, after ", took, ": ", Shown(resolved.error));
  }
  return absl::StrCat(Shown(resolved.host), " resolved in ", took, resolved.from_dns ? " by DNS" : "", ": ",
                      FamilyText(resolved, false), "; ", FamilyText(resolved, true),
                      resolved.excluded > 0 ? absl::StrCat("; ", resolved.excluded, " more excluded") : "",
                      resolved.incomplete.empty() ? "" : "; not answered: " + Shown(resolved.incomplete));
}

std::string TextOf(const AddressNamed& named) {
  const std::string question =
      absl::StrCat("PTR of ", named.address.ToString(), ", after ", DurationText(named.took_us), ": ");
  if (!named.error.empty()) return absl::StrCat(question, "not answered: ", Shown(named.error));
  return question + (named.names.empty() ? "no name" : Shown(absl::StrJoin(named.names, ", ")));
}

std::string_view ReasonText(Waited::For what) {
  switch (what) {
    case Waited::For::kOtherAddresses:
      return "the name's other addresses come first";
    case Waited::For::kOtherProbes:
      return "never more than two connections at once with one address";
    case Waited::For::kRate:
      return "no faster than --rate and --rate-per-network";
  }
  return {};
}

std::string TextOf(const Waited& waited) {
  return absl::StrCat("waited ", DurationText(waited.micros), ": ", base::ToAbsl(ReasonText(waited.what)));
}

std::string_view ErrorText(net::ConnectError error) {
  switch (error) {
    case net::ConnectError::kNone:
      return "connected";
    case net::ConnectError::kRefused:
      return "the connection was refused";
    case net::ConnectError::kTimeout:
      return "no answer to the connection attempt";
    case net::ConnectError::kUnreachable:
      return "the network says that it can't be reached";
    case net::ConnectError::kNoRoute:
      return "this machine has no route or no address for it";
    case net::ConnectError::kLocalLimit:
      return "this machine could not open the connection";
  }
  return {};
}

std::string TextOf(const ConnectionTried& tried) {
  const std::string place = PlaceText(tried.address, tried.port);
  const std::string took = DurationText(tried.took_us);
  if (tried.error == net::ConnectError::kNone) return absl::StrCat("connected to ", place, " in ", took);
  return absl::StrCat(place, ": ", base::ToAbsl(ErrorText(tried.error)), ", after ", took,
                      tried.detail.empty() ? "" : ": " + Shown(tried.detail));
}

std::string_view ReasonText(HelloReason reason) {
  switch (reason) {
    case HelloReason::kFirst:
      return "";
    case HelloReason::kRefused:
      return "the last one was refused, so another: ";
    case HelloReason::kNameUnknown:
      return "it does not know the name, so another without: ";
    case HelloReason::kOnlyTls13:
      return "it refused the version, so the full one without a name: ";
  }
  return {};
}

std::string KindText(const HelloChoice& choice) {
  switch (choice.kind) {
    case tls::HelloKind::kFull:
      return "full ClientHello, TLSv1 to TLSv1.3";
    case tls::HelloKind::kPlain:
    case tls::HelloKind::kPlainNoSni:
      return "plain ClientHello, TLSv1 to TLSv1.2";
    case tls::HelloKind::kLegacy:
      break;
  }
  return absl::StrCat("ClientHello of old, up to ", tls::VersionName(choice.legacy.version),
                      choice.legacy.extensions ? "" : ", no extensions");
}

std::string TextOf(const HelloSent& sent) {
  return absl::StrCat(base::ToAbsl(ReasonText(sent.choice.reason)), "sent the ", KindText(sent.choice),
                      sent.server_name.empty() ? ", no SNI" : ", SNI " + Shown(sent.server_name));
}

std::string TextOf(const ServerHelloCame& came) {
  return absl::StrCat("ServerHello: ", tls::VersionName(came.version), ", ", tls::CipherSuiteName(came.cipher_suite),
                      came.group == 0 ? "" : ", " + tls::GroupName(came.group));
}

std::string TextOf(const ClientCertificateAskedFor&) {
  return "CertificateRequest: it asks for a client certificate; a scan has none to give";
}

std::string TextOf(const CertificateCame& came) {
  if (came.certificates == 0) return "Certificate: an empty list";
  return absl::StrCat("Certificate: ", Counted(came.certificates, "certificate"), ", ", Counted(came.bytes, "byte"));
}

std::string SignatureText(uint16_t algorithm) {
  const char* name = SSL_get_signature_algorithm_name(algorithm, /*include_curve=*/1);
  return name != nullptr ? name : absl::StrFormat("0x%04x", algorithm);
}

std::string TextOf(const KeyProven& proven) {
  const std::string group = proven.group == 0 ? "" : ", " + tls::GroupName(proven.group);
  if (proven.signature_algorithm != 0) {
    return absl::StrCat(proven.version == TLS1_3_VERSION ? "CertificateVerify: " : "ServerKeyExchange: ",
                        SignatureText(proven.signature_algorithm), group, "; it has the certificate's key");
  }
  return absl::StrCat("it has the certificate's key", group);
}

std::string EndText(const HandshakeEnded& ended) {
  switch (ended.outcome) {
    case tls::Outcome::kComplete:
      return "the handshake is complete";
    case tls::Outcome::kCertificateOnly:
      return ended.hello == tls::HelloKind::kLegacy ? "left there: a hello of old is read to the certificate only"
                                                    : "left there: --certificate-only";
    case tls::Outcome::kUnusableKey:
      return "the handshake can't be completed with a key of this kind";
    case tls::Outcome::kAlert:
      return "it ended the handshake with the alert " + tls::AlertName(ended.alert);
    case tls::Outcome::kNotTls:
      return "what it sent is no TLS: " + base::DisplayText(ended.first_bytes, kLongestBeginning);
    case tls::Outcome::kHandshakeFailed:
      return "it broke the protocol";
    case tls::Outcome::kCertificateTooLarge:
      return "its Certificate message is too large";
    case tls::Outcome::kClosed:
      return "it closed the connection";
    case tls::Outcome::kReset:
      return "it reset the connection";
    case tls::Outcome::kTimeout:
      return ended.error.empty() ? "no end of the handshake until the deadline" : "given up";
    case tls::Outcome::kInProgress:
    case tls::Outcome::kLocalFailure:
      break;
  }
  return "the handshake failed here";
}

std::string TextOf(const HandshakeEnded& ended) {
  const bool silent = ended.outcome == tls::Outcome::kTimeout && ended.bytes_received == 0;
  const std::string text = silent ? "silence until the deadline" : EndText(ended);
  return absl::StrCat(text, ended.error.empty() ? "" : ": " + Shown(ended.error), ", ", DurationText(ended.took_us),
                      " and ", Counted(ended.bytes_received, "byte"), " after the hello");
}

std::string TextOf(const FirstAnswerCounts&) { return "no ClientHello got a certificate: the first answer counts"; }

std::string TextOf(const PutAside& put) {
  return absl::StrCat("put aside: another try may do better, once the others are done (this was ", put.attempt, " of ",
                      put.attempts, ")");
}

std::string TextOf(const TriedAgain& again) {
  return absl::StrCat("try ", again.attempt, " of ", again.attempts, ", after a wait of ",
                      DurationText(again.waited_us));
}

std::string TextOf(const Judged& judged) { return "judged in " + DurationText(judged.took_us); }

std::string TextOf(const Written& written) {
  return written.run_id ? absl::StrCat("written to the record, in run ", *written.run_id) : "no record is kept";
}

}  // namespace

std::string DurationText(int64_t micros) {
  if (micros < 1'000'000) return absl::StrCat((micros + 500) / 1000, " ms");
  return absl::StrFormat("%.3f s", static_cast<double>(micros) / 1e6);
}

std::string StepText(const JourneyEvent& event) {
  return std::visit([](const auto& step) { return TextOf(step); }, event);
}

}  // namespace certsweep::probe
