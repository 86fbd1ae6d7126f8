#include "engine/base/boringssl_error.h"

#include <openssl/err.h>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"

namespace certsweep::base {
namespace {

// ERR_lib_error_string's names are sentences ("SSL routines"); these are the ones in the header's constants.
const char* LibraryName(int library) {
  switch (library) {
    case ERR_LIB_SYS:
      return "SYS";
    case ERR_LIB_BN:
      return "BN";
    case ERR_LIB_RSA:
      return "RSA";
    case ERR_LIB_DH:
      return "DH";
    case ERR_LIB_EVP:
      return "EVP";
    case ERR_LIB_BUF:
      return "BUF";
    case ERR_LIB_PEM:
      return "PEM";
    case ERR_LIB_DSA:
      return "DSA";
    case ERR_LIB_X509:
      return "X509";
    case ERR_LIB_ASN1:
      return "ASN1";
    case ERR_LIB_CRYPTO:
      return "CRYPTO";
    case ERR_LIB_EC:
      return "EC";
    case ERR_LIB_SSL:
      return "SSL";
    case ERR_LIB_BIO:
      return "BIO";
    case ERR_LIB_PKCS8:
      return "PKCS8";
    case ERR_LIB_X509V3:
      return "X509V3";
    case ERR_LIB_RAND:
      return "RAND";
    case ERR_LIB_ECDSA:
      return "ECDSA";
    case ERR_LIB_ECDH:
      return "ECDH";
    case ERR_LIB_DIGEST:
      return "DIGEST";
    case ERR_LIB_CIPHER:
      return "CIPHER";
    default:
      return nullptr;
  }
}

std::string LibraryText(uint32_t error) {
  const int library = ERR_GET_LIB(error);
  const char* name = LibraryName(library);
  return name != nullptr ? name : absl::StrCat("LIBRARY_", library);
}

std::string ReasonText(uint32_t error) {
  const char* reason = ERR_reason_error_string(error);
  return reason != nullptr ? reason : absl::StrCat("REASON_", ERR_GET_REASON(error));
}

}  // namespace

std::string TakeBoringSslError() {
  const uint32_t oldest = ERR_get_error();
  ERR_clear_error();
  return oldest == 0 ? std::string() : absl::StrCat(LibraryText(oldest), ":", ReasonText(oldest));
}

absl::Status BoringSslStatus(std::string_view what) {
  const std::string error = TakeBoringSslError();
  return absl::InternalError(absl::StrCat(ToAbsl(what), ": ", error.empty() ? "no reason given" : error));
}

}  // namespace certsweep::base
