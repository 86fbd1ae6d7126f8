// Object identifiers as text. Thread-safe: pure function.
#ifndef CERTSWEEP_ENGINE_X509_OID_H_
#define CERTSWEEP_ENGINE_X509_OID_H_

#include <string>

#include "engine/base/bytes.h"

namespace certsweep::x509 {

// The dotted text of an OBJECT IDENTIFIER's content octets. What has none that we write (bad encoding, an arc beyond 64
// bits) becomes "hex:<octets>", so that different identifiers stay different.
std::string OidText(base::Bytes content);

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_OID_H_
