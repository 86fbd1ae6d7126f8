// GeneralName and GeneralNames (RFC 5280, 4.2.1.6), and the subtrees of name constraints (4.2.1.10). Thread-safe:
// values and pure functions.
#ifndef CERTSWEEP_ENGINE_X509_GENERAL_NAMES_H_
#define CERTSWEEP_ENGINE_X509_GENERAL_NAMES_H_

#include <openssl/bytestring.h>

#include <cstddef>
#include <string>
#include <vector>

#include "engine/base/ip_address.h"
#include "engine/x509/distinguished_name.h"

namespace certsweep::x509 {

struct GeneralNames {
  std::vector<std::string> dns_names;  // as encoded (IA5String), not lower-cased
  std::vector<base::IpAddress> ip_addresses;
  std::vector<std::string> email_addresses;
  std::vector<std::string> uris;
  std::vector<DistinguishedName> directory_names;
  int other_names = 0;  // otherName, x400Address, ediPartyName, registeredID; and what could not be read
  size_t count() const;
};

struct IpConstraint {  // address and mask, 4 or 16 bytes each, in network order
  std::string address;
  std::string mask;
};

struct NameSubtrees {
  std::vector<std::string> dns_names;
  std::vector<std::string> email_addresses;
  std::vector<std::string> uris;
  std::vector<IpConstraint> ip_ranges;
  std::vector<DistinguishedName> directory_names;
  // Tags of forms that are not among the above (0 otherName, 3 x400Address, 5 ediPartyName, 8 registeredID).
  bool has_unsupported = false;
  size_t count() const;
};

// What a reader found wrong: where it is not empty, the rest was read as far as it could be.
struct NamesProblem {
  std::string detail;
  bool fatal = false;  // it can't be told what the name is
  bool found() const { return !detail.empty(); }
};

// Reads `names`, the contents of a GeneralNames SEQUENCE, into `out`. The first problem is told.
NamesProblem ReadGeneralNames(CBS names, GeneralNames* out);

// Reads `subtrees`, the contents of a GeneralSubtrees SEQUENCE, into `out`.
NamesProblem ReadSubtrees(CBS subtrees, NameSubtrees* out);

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_GENERAL_NAMES_H_
