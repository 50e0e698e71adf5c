//! The browser's door: JavaScript values in, JavaScript values out, one line a method.
//!
//! **Invariant:** decides nothing and words nothing; whatever the page can ask, the command line can too.

use js_sys::{Array, Error, Function, JSON, Reflect, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

use crate::api::{self, ApiError, Given, InputFile, Language, Limits, Progress, Source};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn log_error(text: &str);
}

#[wasm_bindgen(module = "/src/wasm.js")]
extern "C" {
    /// The answer that is packed in a text and numbers; see [`api::Packed`].
    #[wasm_bindgen(catch)]
    fn unpacked(text: &str, numbers: &[u32]) -> Result<JsValue, Error>;
}

/// A panic would only say "unreachable" in the browser; this says where.
#[wasm_bindgen(start)]
fn report_panics() {
    std::panic::set_hook(Box::new(|panic| log_error(&panic.to_string())));
}

/// Everything that was loaded, ready to be asked.
#[wasm_bindgen]
pub struct Session(api::Session);

#[wasm_bindgen]
impl Session {
    /// Reads `[{name: string, bytes: Uint8Array}]`; `progress(phase, done, total)` is called on the way. Instead of
    /// `bytes` a file may have `size: number` and `read(from, length): Uint8Array`: it is read when its turn comes, and
    /// a large one is never in memory as a whole. `most` bytes are read at most, those that memory has room for when
    /// absent.
    ///
    /// # Errors
    /// When `files` has another shape; with `code` and `help`, when they hold more than can be read.
    pub fn load(files: &Array, progress: &Function, most: Option<f64>) -> Result<Session, Error> {
        let files = files.iter().map(|file| input_file(&file)).collect::<Result<Vec<_>, JsValue>>()?;
        let mut limits = Limits::WASM;
        if let Some(most) = most {
            limits.all = whole(most);
        }
        let session = api::Session::load_given(files, limits, &mut |step| tell(progress, &step));
        session.map(Session).map_err(|error| js_error(&error))
    }

    /// One row a file: what it was recognised as, or why not.
    ///
    /// # Errors
    /// When the answer cannot be turned into JavaScript values.
    pub fn files(&self) -> Result<JsValue, Error> {
        to_js(&self.0.files())
    }

    /// How much was loaded, with the notices in a language, English when absent.
    ///
    /// # Errors
    /// When there is no such language.
    pub fn summary(&self, language: Option<String>) -> Result<JsValue, Error> {
        to_js(&self.0.summary_in(read_language(language)?))
    }

    /// Can A reach B?
    ///
    /// # Errors
    /// With `code` and `help`, when the question cannot be asked.
    pub fn reach(&self, question: JsValue) -> Result<JsValue, Error> {
        let answer = self.0.reach(&from_js(question)?).map_err(|error| js_error(&error))?;
        let packed = api::Packed::of(&answer).map_err(|error| Error::new(&error.to_string()))?;
        unpacked(&packed.text, &packed.numbers)
    }

    /// Begins a question about exposure; [`Session::go_on`] asks, [`Session::end_exposure`] says what was found.
    ///
    /// # Errors
    /// With `code` and `help`, when the question cannot be asked.
    #[wasm_bindgen(js_name = startExposure)]
    pub fn start_exposure(&self, question: JsValue) -> Result<ExposureRun, Error> {
        self.0.exposure_start(&from_js(question)?).map(ExposureRun).map_err(|error| js_error(&error))
    }

    /// Asks at most so many more questions; whether all are done.
    #[wasm_bindgen(js_name = goOn)]
    pub fn go_on(&self, run: &mut ExposureRun, most: usize) -> bool {
        self.0.exposure_go_on(&mut run.0, most)
    }

    /// What a run has found.
    ///
    /// # Errors
    /// When the answer cannot be turned into JavaScript values.
    #[wasm_bindgen(js_name = endExposure)]
    pub fn end_exposure(&self, run: ExposureRun) -> Result<JsValue, Error> {
        to_js(&self.0.exposure_end(run.0))
    }

    /// What can be an end of a question and holds `text`, with the details in a language, English when absent.
    ///
    /// # Errors
    /// When there is no such language.
    pub fn search(&self, text: &str, limit: usize, language: Option<String>) -> Result<JsValue, Error> {
        to_js(&self.0.search_in(text, limit, read_language(language)?))
    }
}

#[cfg(feature = "picture")]
#[wasm_bindgen]
impl Session {
    /// The map as SVG text.
    ///
    /// # Errors
    /// With `code` and `help`, when its question cannot be asked.
    pub fn picture(&self, request: JsValue) -> Result<String, Error> {
        self.0.picture(&from_js(request)?).map_err(|error| js_error(&error))
    }
}

/// A question about exposure while it is being answered.
#[wasm_bindgen]
pub struct ExposureRun(api::ExposureRun);

#[wasm_bindgen]
impl ExposureRun {
    /// `[done, total]`, in questions.
    #[must_use]
    pub fn progress(&self) -> Vec<usize> {
        let (done, total) = self.0.progress();
        vec![done, total]
    }
}

/// The examples of the pack `fixtures/examples.tar.gz` with their lessons and questions, in a language, English when
/// absent.
///
/// # Errors
/// When there is no such language.
#[wasm_bindgen]
pub fn examples(pack: Vec<u8>, language: Option<String>) -> Result<JsValue, JsValue> {
    JSON::parse(&api::Examples::of_pack(pack).json(read_language(language)?))
}

/// The files of an example of the pack, as [`Session::load`] takes them; of the first one when `name` is absent.
///
/// # Errors
/// Never in practice: setting a property of a fresh object.
#[wasm_bindgen]
pub fn example(pack: Vec<u8>, name: Option<String>) -> Result<Array, JsValue> {
    let examples = api::Examples::of_pack(pack);
    examples.files(name.as_deref().unwrap_or(api::FIRST_EXAMPLE)).iter().map(js_file).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "what wasm-bindgen gives")]
fn read_language(tag: Option<String>) -> Result<Language, Error> {
    api::language(tag.as_deref()).map_err(|error| js_error(&error))
}

fn input_file(file: &JsValue) -> Result<Given, JsValue> {
    let name = Reflect::get(file, &"name".into())?.as_string().ok_or("a file needs a name")?;
    let bytes = Reflect::get(file, &"bytes".into())?;
    if let Some(bytes) = bytes.dyn_ref::<Uint8Array>() {
        return Ok(Given::Away(Box::new(JsBytes { name, bytes: bytes.clone() })));
    }
    let size = Reflect::get(file, &"size".into())?.as_f64().ok_or("a file needs bytes, or a size")?;
    let read = Reflect::get(file, &"read".into())?.dyn_into::<Function>()?;
    Ok(Given::Away(Box::new(JsFile {
        name,
        size: whole(size),
        read,
        piece: (0, Uint8Array::new_with_length(0)),
    })))
}

/// A file whose bytes JavaScript holds: they come into the engine's memory when their turn comes.
struct JsBytes {
    name: String,
    bytes: Uint8Array,
}

impl Source for JsBytes {
    fn name(&self) -> &str {
        &self.name
    }
    fn size(&self) -> u64 {
        u64::from(self.bytes.length())
    }
    fn read(&mut self, from: u64, into: &mut [u8]) -> Result<(), String> {
        let end = from + into.len() as u64;
        self.bytes.subarray(place(from), place(end)).copy_to(into);
        Ok(())
    }
}

/// How much JavaScript is asked for at once: each time it goes to the browser for it.
const PIECE: u64 = 4 << 20;

/// A file whose bytes JavaScript gives when they are asked for.
struct JsFile {
    name: String,
    size: u64,
    read: Function,
    /// What JavaScript gave last, and from where on.
    piece: (u64, Uint8Array),
}

impl JsFile {
    /// Asks for a piece of at least so many bytes.
    #[expect(clippy::cast_precision_loss, reason = "sizes of files fit an f64")]
    fn ask(&mut self, from: u64, least: u64) -> Result<(), String> {
        let length = least.max(PIECE).min(self.size.saturating_sub(from));
        let (start, count) = (JsValue::from(from as f64), JsValue::from(length as f64));
        let read = self.read.call2(&JsValue::NULL, &start, &count).and_then(JsCast::dyn_into::<Uint8Array>);
        // A file that was changed or deleted after it was picked.
        let bytes = read.map_err(|_| "the browser cannot read it any more".to_owned())?;
        if u64::from(bytes.length()) != length {
            return Err("it is shorter than it was".to_owned());
        }
        self.piece = (from, bytes);
        Ok(())
    }
}

impl Source for JsFile {
    fn name(&self) -> &str {
        &self.name
    }
    fn size(&self) -> u64 {
        self.size
    }
    fn read(&mut self, from: u64, into: &mut [u8]) -> Result<(), String> {
        let (mut from, mut into) = (from, into);
        while !into.is_empty() {
            let (start, bytes) = &self.piece;
            let end = start + u64::from(bytes.length());
            if !(*start..end).contains(&from) {
                self.ask(from, into.len() as u64)?;
                continue;
            }
            let (at, there) = (place(from - start), place(end - from));
            let (now, rest) = into.split_at_mut(into.len().min(there as usize));
            bytes.subarray(at, at + place(now.len() as u64)).copy_to(now);
            (from, into) = (from + now.len() as u64, rest);
        }
        Ok(())
    }
}

/// A place in an array of JavaScript's.
fn place(at: u64) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// A number of bytes as JavaScript writes it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast stays within the bounds")]
fn whole(number: f64) -> u64 {
    number as u64
}

fn js_file(file: &InputFile) -> Result<JsValue, JsValue> {
    let object = js_sys::Object::new();
    Reflect::set(&object, &"name".into(), &file.name.as_str().into())?;
    Reflect::set(&object, &"bytes".into(), &Uint8Array::from(file.bytes.as_slice()))?;
    Ok(object.into())
}

// A listener that throws must not stop the reading.
#[expect(clippy::cast_precision_loss, reason = "bytes of files in memory fit an f64")]
fn tell(listener: &Function, step: &Progress) {
    let (done, total) = (JsValue::from(step.done as f64), JsValue::from(step.total as f64));
    listener.call3(&JsValue::NULL, &step.phase.into(), &done, &total).ok();
}

/// Most answers cross the border as JSON text: JavaScript makes its values of it many times faster than they are made one
/// by one. That to a question, which people wait for most often, is packed instead.
fn to_js<T: Serialize>(value: &T) -> Result<JsValue, Error> {
    let text = serde_json::to_string(value).map_err(|error| Error::new(&error.to_string()))?;
    JSON::parse(&text).map_err(JsValue::unchecked_into)
}

fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T, Error> {
    serde_wasm_bindgen::from_value(value).map_err(|error| Error::new(&error.to_string()))
}

/// A JavaScript `Error` with `code` and `help`.
fn js_error(error: &ApiError) -> Error {
    let js = Error::new(&error.message);
    for (key, value) in [("code", error.code), ("help", &error.help)] {
        Reflect::set(&js, &key.into(), &value.into()).ok();
    }
    js
}

/// The set engine by itself, for `benches/browser/sets.mjs`; see [`api::Sets`].
#[cfg(feature = "bench")]
#[wasm_bindgen]
pub struct Sets(api::Sets);

#[cfg(feature = "bench")]
#[wasm_bindgen]
#[allow(missing_docs, reason = "each is the method of the same name")]
impl Sets {
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(session: Session) -> Sets {
        Sets(api::Sets::new(session.0))
    }

    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn interfaces(&self) -> usize {
        self.0.interfaces()
    }

    pub fn compile(&mut self) {
        self.0.compile();
    }

    pub fn pairs(&mut self, ends: &[u32]) -> usize {
        self.0.pairs(ends)
    }

    pub fn reached(&mut self, from: u32) -> usize {
        self.0.reached(from)
    }

    pub fn reaching(&mut self, to: u32) -> usize {
        self.0.reaching(to)
    }

    #[wasm_bindgen(js_name = allPairs)]
    pub fn all_pairs(&mut self) -> usize {
        self.0.all_pairs()
    }
}
