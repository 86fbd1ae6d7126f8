// SecretText: text that nobody else may read (a private key, a password), overwritten when it goes. Not thread-safe.
#ifndef CERTSWEEP_ENGINE_BASE_SECRET_TEXT_H_
#define CERTSWEEP_ENGINE_BASE_SECRET_TEXT_H_

#include <string>
#include <string_view>

#include "engine/base/wiper.h"

namespace certsweep::base {

class SecretText {
 public:
  SecretText() = default;
  // Takes the text over: `text` is overwritten.
  explicit SecretText(std::string&& text) { TakeOver(text); }
  SecretText(SecretText&& other) noexcept { TakeOver(other.text_); }
  SecretText& operator=(SecretText&& other) noexcept {
    if (this == &other) return *this;
    Wipe(text_);
    TakeOver(other.text_);
    return *this;
  }
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;
  ~SecretText() { Wipe(text_); }

  // Valid until this object is changed or goes.
  std::string_view view() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  // A copy, and not a move: what is short stays behind in the string that it is moved out of.
  void TakeOver(std::string& text) {
    text_ = text;
    Wipe(text);
    text.clear();
  }

  std::string text_;
};

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_SECRET_TEXT_H_
