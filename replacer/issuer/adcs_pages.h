// What a page of Microsoft's web enrolment (certsrv) says. The pages are made for people and come in the server's
// language, so what does not depend on it counts first: links, element ids, error codes; then words. Thread-safe: pure
// functions; what they are given is from a stranger.
#ifndef CERTSWEEP_REPLACER_ISSUER_ADCS_PAGES_H_
#define CERTSWEEP_REPLACER_ISSUER_ADCS_PAGES_H_

#include <optional>
#include <string>
#include <string_view>

namespace certsweep::replacer {

enum class AdcsPageKind {
  kIssued,   // a link to certnew.cer with the request's number
  kPending,  // a number and no sign of a refusal: somebody has to approve it
  kDenied,
  kTrouble,  // the page is there and the CA behind it is not (0x8007....)
  kOther,    // nothing of this: no page of certsrv, or one that is not known here
};

struct AdcsPage {
  AdcsPageKind kind = AdcsPageKind::kOther;
  std::string request_id;  // decimal digits; empty where the page has none
  std::string text;  // what it says to people, in one line that can be shown; the quoted disposition message if any
};

// Reads the answer to a request (certfnsh.asp), or what came in place of a certificate (certnew.cer).
AdcsPage ReadAdcsPage(std::string_view html);

// K of "var nRenewals=K;" in certcarc.asp: how often the CA's certificate was renewed; the newest has this number.
std::optional<int> ReadAdcsRenewals(std::string_view html);

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_ISSUER_ADCS_PAGES_H_
