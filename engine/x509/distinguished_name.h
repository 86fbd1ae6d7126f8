// DistinguishedName: a DER Name, its text, and comparison as RFC 5280, section 7.1 says. Immutable, thread-safe.
#ifndef CERTSWEEP_ENGINE_X509_DISTINGUISHED_NAME_H_
#define CERTSWEEP_ENGINE_X509_DISTINGUISHED_NAME_H_

#include <string>
#include <vector>

#include "engine/base/bytes.h"

namespace certsweep::x509 {

class DistinguishedName {
 public:
  DistinguishedName() = default;  // the empty name
  // `der`: a Name with its outer SEQUENCE. Never fails: what can't be read is left out of the text, and
  // well_formed() is false.
  explicit DistinguishedName(base::Bytes der);

  bool well_formed() const { return well_formed_; }
  // False where a value is no string, or its octets are not what its string type says (ISO 8859-1 in a UTF8String): it
  // is then compared and shown as octets.
  bool strings_readable() const { return strings_readable_; }
  bool empty() const { return rdns_.empty(); }
  // RFC 4514 text, most specific first ("CN=sps01,O=Corp"), escaped for a terminal and cut at 1,024 bytes.
  const std::string& text() const { return text_; }
  // Equal for names that RFC 5280, 7.1 calls equal (case, white space and string type of directory strings ignored).
  const std::string& normalized() const { return normalized_; }
  // The normalised relative names in order of the encoding; for directoryName constraints (a permitted subtree is a
  // prefix).
  const std::vector<std::string>& normalized_rdns() const { return rdns_; }
  // The emailAddress attributes (RFC 5280, 4.2.1.10 applies rfc822Name constraints to them).
  const std::vector<std::string>& email_addresses() const { return emails_; }

  friend bool operator==(const DistinguishedName& a, const DistinguishedName& b) {
    return a.normalized_ == b.normalized_;
  }

 private:
  bool well_formed_ = true;
  bool strings_readable_ = true;
  std::string text_;
  std::string normalized_;
  std::vector<std::string> rdns_;
  std::vector<std::string> emails_;
};

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_DISTINGUISHED_NAME_H_
