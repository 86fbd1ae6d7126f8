// The string types of X.680 as UTF-8 and the other way round, and the form in which RFC 5280, 7.1 compares them.
// Thread-safe: pure functions.
#ifndef CERTSWEEP_ENGINE_X509_DIRECTORY_STRING_H_
#define CERTSWEEP_ENGINE_X509_DIRECTORY_STRING_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace certsweep::x509 {

// `tag` is a CBS_ASN1_* tag. TeletexString is read as ISO 8859-1, which is what is in them. Nothing for a type that is
// no string, and where the octets do not fit the type. Characters that a type lacks ('*' in a PrintableString) are let
// pass.
std::optional<std::string> DecodeDirectoryString(unsigned tag, std::string_view content);

// The string types that names are written in.
enum class StringType { kPrintable, kIa5, kTeletex, kBmp, kUtf8 };

// The octets of `utf8` in that type (TeletexString as ISO 8859-1). Nothing where a character is none of the type's, or
// `utf8` is not UTF-8.
std::optional<std::string> EncodeDirectoryString(StringType type, std::string_view utf8);

// How many characters there are in `utf8`. REQUIRES: valid UTF-8.
size_t CountCharacters(std::string_view utf8);

// White space at the ends removed and inside made one space; lower case (ASCII, Latin-1, Greek and Cyrillic).
std::string NormalizeDirectoryString(std::string_view utf8);

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_DIRECTORY_STRING_H_
