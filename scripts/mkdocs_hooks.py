"""The only file that knows MkDocs: it hands pages from the model to the templates."""

from pathlib import Path

from mkdocs.plugins import event_priority

from courselib.web.assets import assets, complete, more_pages, write
from courselib.web.entry import open_site
from courselib.web.site import Settings


def on_startup(command, dirty):
    global serving
    serving = command == "serve"


@event_priority(100)  # before static-i18n reads its languages
def on_config(config):
    global site
    i18n = config.plugins["i18n"]
    if not i18n.building:  # one load serves every language of a build
        settings = Settings(config.site_name, config.site_url, config.repo_url)
        site = open_site(config.docs_dir, config.theme.custom_dir, settings, report=serving)
        codes = [(one.code, one.name) for one in site.library.languages]
        languages = [{"locale": code, "name": name, "default": code == codes[0][0]} for code, name in codes]
        i18n.config.load_dict({"languages": languages})
        i18n.config.validate()
        i18n.current_language = None
    config.theme.static_templates, config.markdown_extensions = {"sitemap.xml"}, []
    return config


def on_files(files, config):
    for file in list(files):
        if not site.has(file.src_uri):
            files.remove(file)
    return files


@event_priority(100)  # nothing is left to do for the others
def on_page_markdown(markdown, page, config, files):
    return ""  # the page is rendered from the model


def on_env(env, config, files):
    env.autoescape = True
    render, code = env.get_template("main.html").render, config.plugins["i18n"].current_language
    write(Path(config.site_dir), more_pages(site, code, render, preview=serving))
    return env


def on_page_context(context, page, config, nav):
    context["frame"], context["view"] = site.view(page.file.src_uri, config.plugins["i18n"].current_language)
    return context


def on_post_page(output, page, config):
    return site.finish(output, preview=serving)


def on_post_build(config):
    # A build adds these itself; a preview has nobody else to do it when the last language is there.
    if serving and config.plugins["i18n"].current_language == site.library.languages[-1].code:
        complete(Path(config.site_dir), site, assets(site, Path(config.theme.custom_dir)))
