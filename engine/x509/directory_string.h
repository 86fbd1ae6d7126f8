// The string types of X.680 as UTF-8, and the form in which RFC 5280, 7.1 compares them. Thread-safe: pure functions.
#ifndef CERTSWEEP_ENGINE_X509_DIRECTORY_STRING_H_
#define CERTSWEEP_ENGINE_X509_DIRECTORY_STRING_H_

#include <optional>
#include <string>
#include <string_view>

namespace certsweep::x509 {

// `tag` is a CBS_ASN1_* tag. TeletexString is read as ISO 8859-1, which is what is in them. Nothing for a type that is
// no string, and where the octets do not fit the type. Characters that a type lacks ('*' in a PrintableString) are let
// pass.
std::optional<std::string> DecodeDirectoryString(unsigned tag, std::string_view content);

// White space at the ends removed and inside made one space; lower case (ASCII, Latin-1, Greek and Cyrillic).
std::string NormalizeDirectoryString(std::string_view utf8);

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_DIRECTORY_STRING_H_
