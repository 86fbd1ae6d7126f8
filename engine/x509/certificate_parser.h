// CertificateParser: takes a Certificate apart (RFC 5280, 4.1). Internal to this room.
#ifndef CERTSWEEP_ENGINE_X509_CERTIFICATE_PARSER_H_
#define CERTSWEEP_ENGINE_X509_CERTIFICATE_PARSER_H_

#include <openssl/bytestring.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/x509/certificate.h"

namespace certsweep::x509 {

class CertificateParser {
 public:
  CertificateParser();
  // As Certificate::Parse. Once.
  absl::StatusOr<std::shared_ptr<const Certificate>> Parse(base::Bytes der);

 private:
  absl::Status ReadOuter();
  absl::Status ReadTbs(CBS tbs);
  void ReadVersion(CBS* tbs);
  void ReadSerial(const CBS& serial);
  void ReadNames(const CBS& issuer, const CBS& subject);
  void ReadValidity(CBS validity);
  bool ReadTime(const char* field, CBS* validity, int64_t* out);
  void ReadRest(CBS tbs);
  void CheckSubject();
  void Fatal(std::string field, std::string detail);
  void BadForm(std::string field, std::string detail);

  std::shared_ptr<Certificate> out_;
  CBS inner_algorithm_{};  // tbsCertificate.signature
};

}  // namespace certsweep::x509

#endif  // CERTSWEEP_ENGINE_X509_CERTIFICATE_PARSER_H_
