#include "engine/pki/checks/usage.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/pki/extended_key_usage.h"

namespace certsweep::pki {
namespace {

constexpr uint16_t kKeyAgreement = 1 << 4;
constexpr uint16_t kServerUses = x509::kDigitalSignature | x509::kKeyEncipherment | kKeyAgreement;

bool Has(const std::vector<std::string>& oids, const char* oid) {
  return std::find(oids.begin(), oids.end(), oid) != oids.end();
}

bool ExtendedKeyUsageAllows(const x509::Certificate& certificate, int depth, Rules rules) {
  const auto& usages = certificate.extended_key_usage();
  if (depth > 0 && rules == Rules::kRfc5280) return true;
  if (!usages) return depth > 0 || rules != Rules::kWebPki;
  const bool any_is_enough = depth > 0 || rules != Rules::kWebPki;
  return Has(*usages, x509::kServerAuthOid) || (any_is_enough && Has(*usages, x509::kAnyExtendedKeyUsageOid));
}

// The standard asks for a usage that goes with a purpose where there is one (4.2.1.12), and for none by itself.
bool KeyUsageAllows(const x509::Certificate& leaf, Rules rules) {
  if (!leaf.key_usage() || (*leaf.key_usage() & kServerUses) != 0) return true;
  return rules == Rules::kRfc5280 && !leaf.extended_key_usage();
}

// What keeps a certificate from being a CA's; empty if nothing does.
std::string WhyNotCa(const x509::Certificate& issuer, bool is_anchor) {
  const bool has_extensions = issuer.version() >= 3;
  if (!has_extensions && !is_anchor) return absl::StrCat("version ", issuer.version());
  const auto& constraints = issuer.basic_constraints();
  if (has_extensions && !constraints) return "no basicConstraints";
  if (constraints && !constraints->is_ca) return "cA FALSE";
  if (issuer.key_usage() && (*issuer.key_usage() & x509::kKeyCertSign) == 0) return "keyUsage without keyCertSign";
  return {};
}

}  // namespace

Findings CheckServerAuth(const x509::Certificate& certificate, int depth, Rules rules) {
  if (!ExtendedKeyUsageAllows(certificate, depth, rules)) {
    const auto& usages = certificate.extended_key_usage();
    return {MakeFinding(FindingCode::kNotForServerAuth, depth, "extendedKeyUsage does not allow serverAuth",
                        absl::StrCat("serverAuth (", x509::kServerAuthOid, ")"),
                        usages ? UsagesText(*usages) : "no extendedKeyUsage")};
  }
  if (depth == 0 && !KeyUsageAllows(certificate, rules)) {
    return {MakeFinding(FindingCode::kNotForServerAuth, depth, "keyUsage allows nothing that a TLS server does",
                        "digitalSignature, keyEncipherment or keyAgreement",
                        absl::StrCat("keyUsage bits 0x", absl::Hex(*certificate.key_usage())))};
  }
  return {};
}

Findings CheckLeafIsNotCa(const x509::Certificate& leaf) {
  if (!leaf.basic_constraints() || !leaf.basic_constraints()->is_ca) return {};
  return {MakeFinding(FindingCode::kCaCertificateAsLeaf, 0, "the server's certificate is a CA certificate", "cA FALSE",
                      "cA TRUE")};
}

Findings CheckIssuer(const x509::Certificate& issuer, int depth, bool is_anchor) {
  const std::string why = WhyNotCa(issuer, is_anchor);
  if (why.empty()) return {};
  return {MakeFinding(FindingCode::kIssuerNotCa, depth,
                      absl::StrCat("it issued a certificate and is no CA: ", why, " (", issuer.subject().text(), ")"),
                      "cA TRUE, keyCertSign", why)};
}

}  // namespace certsweep::pki
