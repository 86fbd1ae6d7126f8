// HttpsClient: HTTPS by libcurl. https only, TLS 1.2 or later, the server verified; no redirects, no proxy, no
// configuration of libcurl's own (.netrc); HTTP/1.1 kept alive, as NTLM needs (it authenticates a connection). All
// memory that libcurl frees is wiped, so that no password stays behind.
#ifndef CERTSWEEP_REPLACER_ISSUER_HTTPS_CLIENT_H_
#define CERTSWEEP_REPLACER_ISSUER_HTTPS_CLIENT_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "replacer/issuer/https_transport.h"

namespace certsweep::replacer {

enum class HttpsAuthentication { kNone, kBasic, kNtlm, kNegotiate, kCertificate };

struct HttpsClientOptions {
  HttpsAuthentication authentication = HttpsAuthentication::kNone;
  std::string username;     // kBasic, kNtlm; with kNegotiate the Kerberos ticket says who we are
  std::string client_cert;  // kCertificate: PEM files
  std::string client_key;
  std::string ca_bundle;                       // PEM file; empty: the system's anchors
  std::map<std::string, std::string> resolve;  // host -> address, in place of DNS
  int64_t timeout_ms = 60000;                  // of a whole exchange
  size_t max_body_bytes = size_t{4} << 20;
};

class HttpsClient final : public HttpsTransport {
 public:
  // `password` is not kept beyond the client and wiped with it; wiping the caller's is the caller's.
  // FailedPrecondition where libcurl can't do what is asked (it was built without NTLM, say).
  static absl::StatusOr<std::unique_ptr<HttpsClient>> Create(const HttpsClientOptions& options,
                                                             const std::string& password);
  ~HttpsClient() override;
  HttpsClient(const HttpsClient&) = delete;
  HttpsClient& operator=(const HttpsClient&) = delete;

  absl::StatusOr<HttpsResponse> Exchange(const HttpsRequest& request) override;

 private:
  class Handle;
  explicit HttpsClient(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_HTTPS_CLIENT_H_
