// Whatever the page: what is said of it can be printed, a request's number is one, and a page that is not known to be
// issued, pending or denied has none that counts.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/base/text.h"
#include "replacer/issuer/adcs_pages.h"
#include "replacer/issuer/adcs_protocol.h"
#include "replacer/issuer/html_text.h"

namespace {

using certsweep::replacer::AdcsPageKind;

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view html(reinterpret_cast<const char*>(data), size);
  const auto page = certsweep::replacer::ReadAdcsPage(html);
  const bool needs_number = page.kind == AdcsPageKind::kIssued || page.kind == AdcsPageKind::kPending;
  Require(page.request_id.empty() ? !needs_number : certsweep::replacer::IsAdcsRequestId(page.request_id));
  Require(!page.request_id.starts_with('0'));
  Require(page.text.size() <= 310 && certsweep::base::IsValidUtf8(page.text));
  Require(page.text.find_first_of(std::string_view("\0\r\n\x1b", 4)) == std::string_view::npos);
  Require(certsweep::replacer::HtmlText(html).size() <= html.size());
  const auto renewals = certsweep::replacer::ReadAdcsRenewals(html);
  Require(!renewals || (*renewals >= 0 && *renewals <= 1000));
  return 0;
}
