#include "replacer/issuer/adcs_pages.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/strings/numbers.h"
#include "engine/base/text.h"
#include "replacer/issuer/html_text.h"

namespace certsweep::replacer {
namespace {

constexpr size_t kMaxIdDigits = 10;  // a DWORD
// "L'ID de votre demande de certificat est 12": what may stand between the word and its number.
constexpr size_t kMaxIdGap = 60;
constexpr size_t kMaxText = 300;
constexpr int kMaxRenewals = 1000;

// Element ids, which are not translated.
constexpr std::array<std::string_view, 2> kDeniedElements = {"id=locdenied", "id=locissrev"};
constexpr std::array<std::string_view, 1> kTroubleElements = {"id=locsvcnotstarted"};

// In the languages of Windows Server that we know the words of; in any other a page with a number is pending, unless an
// element or a code says that it is denied. Lower case.
constexpr std::array<std::string_view, 20> kDeniedWords = {
    "denied by",                                                         // English: certnew.cer
    "request denied",                                                    // English: certfnsh.asp
    "request was denied",                                                //
    "abgelehnt",                                                         // German
    "verweigert",                                                        //
    "refus\xc3\xa9",                                                     // French
    "rejet\xc3\xa9",                                                     //
    "denegad",                                                           // Spanish
    "rechazad",                                                          //
    "negata",                                                            // Italian
    "rifiutat",                                                          //
    "negada",                                                            // Portuguese
    "recusad",                                                           //
    "geweigerd",                                                         // Dutch
    "\xe6\x8b\x92\xe5\x90\xa6",                                          // Japanese, UTF-8
    "\x8b\x91\x94\xdb",                                                  // Japanese, Shift_JIS
    "\xe6\x8b\x92\xe7\xbb\x9d",                                          // Chinese, simplified
    "\xe6\x8b\x92\xe7\xb5\x95",                                          // Chinese, traditional
    "\xea\xb1\xb0\xeb\xb6\x80",                                          // Korean
    "\xd0\xbe\xd1\x82\xd0\xba\xd0\xbb\xd0\xbe\xd0\xbd\xd0\xb5\xd0\xbd",  // Russian
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

template <size_t N>
bool HasAny(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

// The digits that `text` begins with, if they are a request's number.
std::string NumberAtStart(std::string_view text) {
  size_t size = 0;
  while (size < text.size() && IsDigit(text[size])) ++size;
  // 0x80094800 is an error code.
  const bool goes_on = size < text.size() && (IsLetter(text[size]) || text[size] == '_');
  uint32_t number = 0;
  if (size == 0 || size > kMaxIdDigits || goes_on || !absl::SimpleAtoi(base::ToAbsl(text.substr(0, size)), &number)) {
    return "";
  }
  return number == 0 ? "" : std::to_string(number);
}

// N of "certnew.cer?ReqID=N&": the page that hands the certificate out. `folded`: lower case.
std::string IssuedNumber(std::string_view folded) {
  constexpr std::string_view kLink = "certnew.cer?reqid=";
  for (size_t at = folded.find(kLink); at != std::string_view::npos; at = folded.find(kLink, at + 1)) {
    if (std::string number = NumberAtStart(folded.substr(at + kLink.size())); !number.empty()) return number;
  }
  return "";
}

// Without what stands in quotes: the CA's message, where any number may stand.
std::string WithoutQuoted(std::string_view text) {
  std::string kept;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (!quoted && c != '"') kept.push_back(c);
  }
  return quoted ? std::string(text) : kept;
}

// The number that follows the word "ID" that ends at `at`, if one does soon.
std::string NumberAfter(std::string_view text, size_t at) {
  const std::string_view near = text.substr(at, kMaxIdGap + kMaxIdDigits + 1);
  const size_t digit = std::find_if(near.begin(), near.end(), IsDigit) - near.begin();
  return digit > kMaxIdGap ? "" : NumberAtStart(near.substr(digit));
}

// The number after "ID" ("Your Request Id is 12", "Anforderungs-ID lautet 12"): the last there is, for the CA's name in
// the head of the page may have one too.
std::string NumberAfterId(std::string_view text) {
  const std::string folded = base::AsciiLower(text);
  std::string number;
  for (size_t at = folded.find("id"); at != std::string::npos; at = folded.find("id", at + 1)) {
    const bool is_word =
        (at == 0 || !IsLetter(folded[at - 1])) && (at + 2 == folded.size() || !IsLetter(folded[at + 2]));
    if (!is_word) continue;
    if (std::string found = NumberAfter(folded, at + 2); !found.empty()) number = std::move(found);
  }
  return number;
}

// The first HRESULT of failure: "0x80094800". `folded`: lower case. Empty where there is none.
std::string_view ErrorCode(std::string_view folded) {
  constexpr size_t kSize = 10;
  for (size_t at = folded.find("0x8"); at != std::string_view::npos; at = folded.find("0x8", at + 1)) {
    const std::string_view code = folded.substr(at, kSize);
    const bool hexadecimal =
        std::all_of(code.begin() + 2, code.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
    if (code.size() == kSize && hexadecimal) return code;
  }
  return {};
}

// The last quoted part, or all of it.
std::string TextForPeople(std::string_view text) {
  const size_t end = text.rfind('"');
  const size_t begin = end == std::string_view::npos || end == 0 ? std::string_view::npos : text.rfind('"', end - 1);
  if (begin != std::string_view::npos && end - begin > 1) text = text.substr(begin + 1, end - begin - 1);
  return base::DisplayText(text, kMaxText);
}

bool IsDenied(std::string_view folded_html, std::string_view folded_text) {
  // CERTSRV_E_... and others of the certificate services (facility 9).
  return HasAny(folded_html, kDeniedElements) || ErrorCode(folded_text).starts_with("0x8009") ||
         HasAny(folded_text, kDeniedWords);
}

// Of Win32 and RPC (facility 7): the CA's service is down, or its pages may not talk to it.
bool IsTrouble(std::string_view folded_html, std::string_view folded_text) {
  return HasAny(folded_html, kTroubleElements) || ErrorCode(folded_text).starts_with("0x8007");
}

// From the page's title on: the head above it has the CA's name, where "ID 7" may stand.
std::string_view WithoutHead(std::string_view html) {
  const size_t title = base::AsciiLower(html).find("locpagetitle");
  const size_t tag = title == std::string::npos ? std::string_view::npos : html.rfind('<', title);
  return tag == std::string_view::npos ? html : html.substr(tag);
}

// Quotes around attribute values are optional in HTML, and Microsoft's pages have none.
std::string FoldedWithoutQuotes(std::string_view html) {
  std::string folded = base::AsciiLower(html);
  std::erase_if(folded, [](char c) { return c == '"' || c == '\''; });
  return folded;
}

}  // namespace

AdcsPage ReadAdcsPage(std::string_view html) {
  const std::string folded_html = FoldedWithoutQuotes(html);
  const std::string text = HtmlText(WithoutHead(html));
  const std::string folded_text = base::AsciiLower(text);
  AdcsPage page{.kind = AdcsPageKind::kOther, .request_id = IssuedNumber(folded_html), .text = TextForPeople(text)};
  if (!page.request_id.empty()) {
    page.kind = AdcsPageKind::kIssued;
    return page;
  }
  page.request_id = NumberAfterId(WithoutQuoted(text));
  if (IsTrouble(folded_html, folded_text)) {
    page.kind = AdcsPageKind::kTrouble;
  } else if (IsDenied(folded_html, folded_text)) {
    page.kind = AdcsPageKind::kDenied;
  } else if (!page.request_id.empty()) {
    page.kind = AdcsPageKind::kPending;
  }
  return page;
}

std::optional<int> ReadAdcsRenewals(std::string_view html) {
  constexpr std::string_view kVariable = "nrenewals";
  std::string folded = base::AsciiLower(html);
  std::erase_if(folded, [](unsigned char c) { return std::isspace(c) != 0; });
  for (size_t at = folded.find(kVariable); at != std::string::npos; at = folded.find(kVariable, at + 1)) {
    const std::string_view rest = std::string_view(folded).substr(at + kVariable.size());
    if (!rest.starts_with('=')) continue;
    const size_t end = std::find_if_not(rest.begin() + 1, rest.end(), IsDigit) - rest.begin();
    int renewals = 0;
    if (absl::SimpleAtoi(base::ToAbsl(rest.substr(1, end - 1)), &renewals) && renewals <= kMaxRenewals) return renewals;
  }
  return std::nullopt;
}

}  // namespace certsweep::replacer
