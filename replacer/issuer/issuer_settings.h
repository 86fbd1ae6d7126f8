// The settings of an issuer, [issuer.NAME] of certsweep.toml, a struct a kind. Plain values; MakeIssuer checks them.
// Paths are absolute, or relative to the working folder: whoever reads a configuration resolves them.
#ifndef CERTSWEEP_REPLACER_ISSUER_ISSUER_SETTINGS_H_
#define CERTSWEEP_REPLACER_ISSUER_ISSUER_SETTINGS_H_

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace certsweep::replacer {

// Where a password is. It is read when it is needed and wiped after that.
struct PasswordSource {
  std::string file;         // one line end at its end is dropped
  std::string environment;  // the name of a variable; at most one of both is set
};

// Signs with a CA key of one's own.
struct LocalIssuerSettings {
  std::string ca_cert;  // PEM or DER
  std::string ca_key;   // PEM, not encrypted
  std::string chain;    // certificates above ca_cert; may be empty
  int days = 365;       // 1 to 3650; never beyond the CA certificate's own end
};

// Runs a program. Exit code 0: {cert} holds the certificate; 75: pending; any other: denied.
struct CommandIssuerSettings {
  std::vector<std::string> command;  // program and arguments, with {csr} {cert} {name} {host} {fqdn} {ip} {short}
  int timeout_s = 300;
};

// An offline CA: CSRs are written to `out`, certificates are awaited in `in`.
struct FolderIssuerSettings {
  std::string out;
  std::string in;
};

enum class AdcsAuthentication { kNtlm, kNegotiate, kBasic };

// Microsoft AD CS web enrolment.
struct AdcsIssuerSettings {
  std::string url;            // https, ends in /certsrv
  std::string template_name;  // the template's common name, not its display name
  AdcsAuthentication authentication = AdcsAuthentication::kNtlm;
  std::string username;  // "CORP\\user" or "user@corp.example"; not needed with kNegotiate
  PasswordSource password;
  std::string ca_bundle;  // PEM: who vouches for the web server; empty: the system's anchors
  int timeout_s = 60;     // of each request
};

enum class EstAuthentication { kNone, kBasic, kCertificate };

// Enrollment over Secure Transport (RFC 7030).
struct EstIssuerSettings {
  std::string url;    // https://host[:port]
  std::string label;  // RFC 7030, 3.2.2; may be empty
  EstAuthentication authentication = EstAuthentication::kNone;
  std::string username;  // kBasic
  PasswordSource password;
  std::string client_cert;  // kCertificate: PEM files
  std::string client_key;
  std::string ca_bundle;
  int timeout_s = 60;
};

struct IssuerSettings {
  std::string name;  // NAME of [issuer.NAME], for messages
  std::variant<LocalIssuerSettings, CommandIssuerSettings, FolderIssuerSettings, AdcsIssuerSettings, EstIssuerSettings>
      kind;
  // [names] resolve: host -> address, in place of DNS.
  std::map<std::string, std::string> resolve;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_ISSUER_SETTINGS_H_
