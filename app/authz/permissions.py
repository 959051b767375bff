"""Permissions, named scope:resource:action and detached from roles."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A person's role in one class."""

    STUDENT = "student"
    ASSISTANT = "assistant"
    INSTRUCTOR = "instructor"


class Permission(StrEnum):
    # Anyone, also visitors.
    SITE_READ = "site:pages:read"
    LESSON_READ = "learning:lesson:read"
    ITEM_PRACTISE = "learning:item:practise"
    SURVEY_ANSWER = "site:survey:answer"

    # Any signed-in person, on things of their own.
    PROFILE_EDIT = "account:profile:edit"
    CLASS_JOIN = "account:class:join"
    LEARNING_KEEP = "learning:record:keep"
    PICTURE_VIEW = "site:picture:view"

    # Members of a class.
    CLASS_VIEW = "class:page:view"
    EXAM_VIEW = "class:exam:view"
    SITTING_START = "class:sitting:start"
    SITTING_ANSWER = "class:sitting:answer"
    SITTING_REVIEW = "class:sitting:review"
    LOOK_ASK = "class:look:ask"
    GRADES_VIEW_OWN = "class:grades:view-own"
    CASE_WORK = "class:case:work"
    PLAY_WORK = "class:play:work"
    PROJECT_WORK = "class:project:work"

    # Assistants and instructors.
    ROSTER_VIEW = "class:roster:view"
    MARKING_DO = "class:marking:do"
    EXAM_WATCH = "class:exam:watch"
    GRADES_VIEW_ALL = "class:grades:view-all"
    CASE_WATCH = "class:case:watch"
    PLAY_WATCH = "class:play:watch"
    PROJECT_WATCH = "class:project:watch"

    # Instructors.
    CLASS_MANAGE = "class:settings:manage"
    ROSTER_MANAGE = "class:roster:manage"
    PASSWORD_RESET = "class:password:reset"  # noqa: S105 (a permission's name)
    EXAM_MANAGE = "class:exam:manage"
    EXAM_RELEASE = "class:exam:release"
    MARKS_REGRADE = "class:marks:regrade"
    GRADES_MANAGE = "class:grades:manage"
    CASE_MANAGE = "class:case:manage"
    PLAY_MANAGE = "class:play:manage"
    PROJECT_MANAGE = "class:project:manage"

    # People who teach somewhere; the item bank belongs to the site.
    CLASS_CREATE = "site:class:create"
    BANK_VIEW = "site:bank:view"
    BANK_EDIT = "site:bank:edit"
    FILTER_KEEP = "site:filter:keep"
    COLLECTION_VIEW = "site:collection:view"
    COLLECTION_EDIT = "site:collection:edit"
    COLLECTION_MANAGE = "site:collection:manage"
    SCENARIO_VIEW = "site:scenario:view"
    SCENARIO_EDIT = "site:scenario:edit"
    SCENARIO_MANAGE = "site:scenario:manage"

    # Administrators.
    USERS_MANAGE = "site:users:manage"
    SITE_MANAGE = "site:settings:manage"
