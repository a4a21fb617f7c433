#include "libs/letter_pdf/letter_pdf.h"

#include <cairo-pdf.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/letter_pdf/letter_layout.h"
#include "libs/letter_pdf/page_flow.h"
#include "libs/letter_pdf/type_setter.h"

namespace cartera::letter_pdf {
namespace {

constexpr double kPageWidth = 595.276;  // A4
constexpr double kPageHeight = 841.89;
constexpr double kSide = 68;
constexpr double kWidth = kPageWidth - 2 * kSide;
constexpr double kLetterheadTop = 46;
constexpr double kRunningHeadTop = 40;
constexpr double kBodyTop = 76;
constexpr double kFootEnd = kPageHeight - 36;
constexpr double kPageNumberWidth = 90;

constexpr TypeStyle kFoot{.size = 7.5, .grey = 0.3};
constexpr TypeStyle kFootRight{.size = 8.5, .to_the_right = true, .grey = 0.3};
constexpr TypeStyle kRunning{.size = 8.5, .grey = 0.3, .in_one_line = true};
constexpr TypeStyle kRunningRight{
    .size = 8.5, .to_the_right = true, .grey = 0.3, .in_one_line = true};

cairo_status_t Append(void* out, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

class Painter {
 public:
  explicit Painter(cairo_t* cairo) : cairo_(cairo) {}

  void operator()(const DrawnLine& drawn) const {
    cairo_set_source_rgb(cairo_, drawn.text.grey, drawn.text.grey, drawn.text.grey);
    cairo_move_to(cairo_, drawn.left, drawn.baseline);
    pango_cairo_show_layout_line(cairo_, drawn.text.lines[drawn.line].line);
  }
  void operator()(const DrawnBar& bar) const {
    cairo_set_source_rgb(cairo_, bar.grey, bar.grey, bar.grey);
    cairo_rectangle(cairo_, bar.left, bar.top, bar.width, bar.height);
    cairo_fill(cairo_);
  }
  void operator()(const Opens& part) const { cairo_tag_begin(cairo_, part.tag.c_str(), nullptr); }
  void operator()(const Closes& part) const { cairo_tag_end(cairo_, part.tag.c_str()); }

  void Block(const SetText& text, double left, double top) const {
    for (size_t i = 0; i < text.lines.size(); ++i) {
      (*this)(DrawnLine{text, i, left + text.lines[i].left, top + text.lines[i].ascent});
      top += text.lines[i].height;
    }
  }

 private:
  cairo_t* cairo_;
};

// Who writes and when, above every page but the first.
void PaintHead(const letter::Letter& letter, const TypeSetter& setter, const Painter& painter) {
  const letter::Envelope& envelope = letter.envelope;
  const SetText date = setter.Set(envelope.date, kRunningRight, kWidth * 0.3);
  const std::string sender = envelope.sender.empty() ? "" : envelope.sender.back();
  const SetText title = setter.Set(absl::StrCat(sender, sender.empty() ? "" : " · ", letter.title),
                                   kRunning, kWidth * 0.68);
  painter.Block(title, kSide, kRunningHeadTop);
  painter.Block(date, kSide + kWidth * 0.7, kRunningHeadTop);
  painter(DrawnBar{kSide, kRunningHeadTop + std::max(title.Height(), date.Height()) + 4, kWidth,
                   0.5, 0.5});
}

void PaintFoot(const SetText& imprint, size_t number, size_t of, const TypeSetter& setter,
               const Painter& painter) {
  const double top = kFootEnd - imprint.Height();
  painter(DrawnBar{kSide, top - 5, kWidth, 0.5, 0.5});
  painter.Block(imprint, kSide, top);
  painter.Block(setter.Set(absl::StrCat("Page ", number, " of ", of), kFootRight, kPageNumberWidth),
                kSide + kWidth - kPageNumberWidth, top);
}

void Describe(const letter::Letter& letter, const calendar::CivilDate& dated,
              cairo_surface_t* surface) {
  const auto set = [surface](cairo_pdf_metadata_t what, const std::string& text) {
    cairo_pdf_surface_set_metadata(surface, what, text.c_str());
  };
  const std::string day = absl::StrCat(calendar::FormatDate(dated), "T00:00:00Z");
  set(CAIRO_PDF_METADATA_TITLE, letter.title);
  set(CAIRO_PDF_METADATA_AUTHOR, absl::StrJoin(letter.envelope.sender, ", "));
  set(CAIRO_PDF_METADATA_SUBJECT, letter.envelope.reference);
  set(CAIRO_PDF_METADATA_CREATOR, "Cartera");
  set(CAIRO_PDF_METADATA_CREATE_DATE, day);
  set(CAIRO_PDF_METADATA_MOD_DATE, day);
}

void Paint(const letter::Letter& letter, const std::vector<Page>& pages, const SetText& imprint,
           const TypeSetter& setter, cairo_t* cairo) {
  const Painter painter(cairo);
  cairo_tag_begin(cairo, "Document", nullptr);
  for (size_t i = 0; i < pages.size(); ++i) {
    for (const Mark& mark : pages[i]) std::visit(painter, mark);
    if (i > 0) PaintHead(letter, setter, painter);
    PaintFoot(imprint, i + 1, pages.size(), setter, painter);
    if (i + 1 == pages.size()) cairo_tag_end(cairo, "Document");
    cairo_show_page(cairo);
  }
}

}  // namespace

absl::StatusOr<std::string> ToPdf(const letter::Letter& letter, const calendar::CivilDate& dated) {
  const TypeSetter setter;
  const SetText imprint =
      setter.Set(absl::StrJoin(letter.imprint, "\n"), kFoot, kWidth - kPageNumberWidth - 10);
  // However long an imprint is, half of the page is the letter's.
  const double foot = std::min(imprint.Height(), kPageHeight / 2);
  PageFlow flow({kSide, kBodyTop, kWidth, kFootEnd - foot - 20});
  LayOut(letter, setter, kLetterheadTop, &flow);
  std::string bytes;
  cairo_surface_t* surface =
      cairo_pdf_surface_create_for_stream(Append, &bytes, kPageWidth, kPageHeight);
  Describe(letter, dated, surface);
  cairo_t* cairo = cairo_create(surface);
  Paint(letter, flow.TakePages(), imprint, setter, cairo);
  cairo_status_t status = cairo_status(cairo);
  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(surface);
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    return absl::InternalError(absl::StrCat("PDF: ", cairo_status_to_string(status)));
  }
  return bytes;
}

}  // namespace cartera::letter_pdf
