// A transport that answers from a list, and remembers what it was asked: the protocols of CAs step by step.
#ifndef CERTSWEEP_TESTS_REPLACER_ISSUER_SCRIPTED_TRANSPORT_H_
#define CERTSWEEP_TESTS_REPLACER_ISSUER_SCRIPTED_TRANSPORT_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "replacer/issuer/https_transport.h"

namespace certsweep::replacer {

inline HttpsResponse Response(int status, std::string body, std::string content_type = "text/html") {
  HttpsResponse response;
  response.status = status;
  response.body = std::move(body);
  response.content_type = std::move(content_type);
  return response;
}

class ScriptedTransport final : public HttpsTransport {
 public:
  explicit ScriptedTransport(std::vector<absl::StatusOr<HttpsResponse>> answers) : answers_(std::move(answers)) {}

  absl::StatusOr<HttpsResponse> Exchange(const HttpsRequest& request) override {
    requests.push_back(request);
    // One request more than there are answers: the network is gone.
    if (requests.size() > answers_.size()) return absl::UnavailableError("network is gone");
    return answers_[requests.size() - 1];
  }

  std::vector<HttpsRequest> requests;

 private:
  const std::vector<absl::StatusOr<HttpsResponse>> answers_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_TESTS_REPLACER_ISSUER_SCRIPTED_TRANSPORT_H_
