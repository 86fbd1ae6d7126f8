// [issuer.NAME]: who signs. A value; thread-safe.
#ifndef CERTSWEEP_ENGINE_CONFIG_ISSUER_SECTION_H_
#define CERTSWEEP_ENGINE_CONFIG_ISSUER_SECTION_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace certsweep::config {

// Paths of the file are relative to its folder. Empty: not given. What its kind does not have is left at its default.
struct IssuerSection {
  enum class Kind : uint8_t { kLocal, kCommand, kFolder, kAdcs, kEst };
  enum class Auth : uint8_t { kNone, kNtlm, kNegotiate, kBasic };

  std::string name = {};
  Kind kind = Kind::kLocal;
  int line = 1;  // of its header

  // local
  std::string ca_cert = {}, ca_key = {};  // paths
  std::vector<std::string> chain = {};    // paths: what stands above ca_cert, without the root
  int days = 397;

  // command
  std::vector<std::string> command = {};  // a program and its arguments, {csr} and {cert} among them
  int64_t timeout_us = 600'000'000;

  // folder
  std::string out = {}, in = {};  // paths

  // adcs, est
  std::string url = {};                   // https, without a slash at its end
  std::string certificate_template = {};  // adcs: `template`
  std::string label = {};                 // est
  Auth auth = Auth::kNone;
  std::string username = {};
  std::string password_file = {}, password_env = {};     // not both
  std::string ca_bundle = {};                            // a path; empty: the system's anchors
  std::string client_certificate = {}, client_key = {};  // paths
};

// `kind` and `auth`, in the order of IssuerSection.
inline constexpr std::array<std::string_view, 5> kIssuerKindNames = {"local", "command", "folder", "adcs", "est"};
inline constexpr std::array<std::string_view, 4> kIssuerAuthNames = {"none", "ntlm", "negotiate", "basic"};

}  // namespace certsweep::config

#endif  // CERTSWEEP_ENGINE_CONFIG_ISSUER_SECTION_H_
