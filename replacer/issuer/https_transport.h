// One HTTPS exchange as values, and the interface that performs it. What to send and what an answer means is decided by
// the protocols (adcs_protocol.h, est_protocol.h), which see nothing else of the network.
#ifndef CERTSWEEP_REPLACER_ISSUER_HTTPS_TRANSPORT_H_
#define CERTSWEEP_REPLACER_ISSUER_HTTPS_TRANSPORT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace certsweep::replacer {

struct HttpsRequest {
  std::string url;
  std::string content_type;  // empty: a GET
  std::string body;          // of a POST
};

struct HttpsResponse {
  int status = 0;
  std::string content_type;
  std::string retry_after;                   // as it came; empty: none
  std::string location;                      // of a redirect, which nobody follows
  std::vector<std::string> offered_schemes;  // of WWW-Authenticate: "NTLM", "Negotiate", "Basic"
  std::string body;
};

// Not thread-safe. One conversation: a connection that was authenticated is used again.
class HttpsTransport {
 public:
  virtual ~HttpsTransport() = default;

  // Any status that came is a response. Unavailable where none came: no address, no connection, a server that nobody
  // vouches for, a deadline. ResourceExhausted for an answer beyond bounds.
  virtual absl::StatusOr<HttpsResponse> Exchange(const HttpsRequest& request) = 0;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_HTTPS_TRANSPORT_H_
