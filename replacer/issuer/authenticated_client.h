// What the issuers that speak HTTPS share: the client with its password, and the loop between a conversation and it.
// Thread-safe: functions without state.
#ifndef CERTSWEEP_REPLACER_ISSUER_AUTHENTICATED_CLIENT_H_
#define CERTSWEEP_REPLACER_ISSUER_AUTHENTICATED_CLIENT_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "replacer/issuer/https_client.h"
#include "replacer/issuer/issuer.h"
#include "replacer/issuer/issuer_settings.h"

namespace certsweep::replacer {

// Whether `options` and the password are there and can be read: as Issuer's makers tell it.
absl::Status CheckClient(const HttpsClientOptions& options, const PasswordSource& password);

// A client with the password that `password` has now; our copy of it is wiped.
absl::StatusOr<std::unique_ptr<HttpsClient>> MakeClient(const HttpsClientOptions& options,
                                                        const PasswordSource& password);

// Lets `conversation` (AdcsConversation, EstConversation) talk until it is done.
template <class Conversation>
absl::StatusOr<IssuerAnswer> Converse(Conversation conversation, HttpsTransport& transport) {
  while (!conversation.done()) conversation.Take(transport.Exchange(conversation.NextRequest()));
  return conversation.answer();
}

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_AUTHENTICATED_CLIENT_H_
